import ts from "typescript";

/** Every name that a declaration file exports with its declaration, without comments and private members: what a user can see of it. */
export function apiSurface(declarations: string): string {
  const program = ts.createProgram([declarations], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: ["node"],
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(declarations);
  const module = file && checker.getSymbolAtLocation(file);
  if (module === undefined) throw new Error(`Cannot read the API: ${declarations} is not a module; run npm run build`);
  const printer = ts.createPrinter({ removeComments: true });
  const shown = checker.getExportsOfModule(module).map((symbol) => {
    const original = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const texts = (original.declarations ?? []).map((declaration) => {
      const statement = ts.findAncestor(declaration, ts.isStatement) ?? declaration;
      const text = printer.printNode(ts.EmitHint.Unspecified, statement, declaration.getSourceFile());
      return text.replace(/^ *private \w+;\n/gm, "");
    });
    return `// ${symbol.name}\n${texts.join("\n")}\n`;
  });
  return shown.sort().join("\n");
}
