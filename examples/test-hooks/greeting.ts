export const languages = { english: "Hello", dutch: "Hallo" } as const;

export function greet(name: string, language: keyof typeof languages = "english"): string {
  return `${languages[language]}, ${name}`;
}
