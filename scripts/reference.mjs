// A plug-in for typedoc: sorts the exports into categories, by the file that has them, so that a new one needs no entry here; puts
// the errors of a function into one list; and tells of a function that is declared as a constant after its signatures.
import { Comment, CommentTag, Converter, ReflectionKind } from "typedoc";

/** The first that fits counts. @type {readonly (readonly [file: RegExp, category: string, names?: RegExp])[]} */
const categories = [
  [/src\/(testing|random-numbers)\.ts$/, "Testing"],
  [
    /./,
    "Types",
    /^(Coroutine|Suspend|Suspended|Result|Results|Matched|ErrorClass|ErrorMatcher|RunFunction|RunAsyncFunction)$/,
  ],
  [/src\/(run|run-async|run-options|loop-options|default-thread|options)\.ts$/, "Running"],
  [/src\/kernel\/host\.ts$/, "Running"],
  [/src\/errors\.ts$/, "Errors"],
  [
    /src\/primitives\//,
    "Primitives",
    /^(Queue|LifoQueue|PriorityQueue|Event|Lock|Semaphore|BoundedSemaphore|Condition|Barrier|Future)$/,
  ],
  [/src\/primitives\//, "In a coroutine"],
  [/src\/kernel\/task\.ts$/, "In a coroutine"],
  [/src\/platform\/platform\.ts$/, "Running"],
  [/src\/in-caller\/remote-types\.ts$/, "Types"],
  [/./, "Reaching async code"],
];

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on(
    Converter.EVENT_RESOLVE_BEGIN,
    (context) => {
      for (const module of context.project.getReflectionsByKind(ReflectionKind.Module)) {
        if (!module.isDeclaration()) continue;
        for (const member of module.children ?? []) {
          moveTags(member);
          categorize(context.project, member);
        }
      }
      for (const { comment } of Object.values(context.project.reflections)) listErrors(comment);
    },
    1_000,
  );
}

/** @param {import("typedoc").DeclarationReflection} member */
function moveTags({ comment, signatures }) {
  const last = signatures?.at(-1)?.comment;
  if (comment === undefined || last === undefined || last === comment) return;
  last.blockTags.push(...comment.blockTags);
  comment.blockTags = [];
}

/** @param {Comment | undefined} comment */
function listErrors(comment) {
  const errors = comment?.getTags("@throws") ?? [];
  if (comment === undefined || errors.length < 2) return;
  const list = errors.flatMap(({ content }) => [
    { kind: /** @type {const} */ ("text"), text: "- " },
    ...content,
    { kind: /** @type {const} */ ("text"), text: "\n" },
  ]);
  comment.removeTags("@throws");
  comment.blockTags.push(new CommentTag("@throws", list));
}

/** @param {import("typedoc").ProjectReflection} project @param {import("typedoc").DeclarationReflection} member */
function categorize(project, member) {
  const file = project.getSymbolIdFromReflection(member)?.fileName?.replaceAll("\\", "/") ?? "";
  const [, category = ""] =
    categories.find(([path, , names]) => path.test(file) && (names?.test(member.name) ?? true)) ?? [];
  // A function's comment is that of its signatures.
  for (const { comment } of member.signatures ?? [member]) tag(comment, category);
  if (member.signatures === undefined) return;
  member.comment ??= new Comment();
  tag(member.comment, category);
}

/** @param {Comment | undefined} comment @param {string} category */
function tag(comment, category) {
  comment?.blockTags.push(new CommentTag("@category", [{ kind: "text", text: category }]));
}
