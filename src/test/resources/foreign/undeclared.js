// The names that scripts use and nobody declares or exports, by the TypeScript compiler: node undeclared.js, with
// {modules}, their paths, in JSON on the standard input. The standard output has one object:
//   faults   each with the file and the line
// What is imported by the name of a package is not looked at.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import ts from 'typescript';

const { modules } = JSON.parse(readFileSync(0, 'utf8'));
/** Of the compiler's faults: a name, the same with a better guess, a shorthand property, an export, and with a guess. */
const UNDECLARED = new Set([2304, 2552, 18004, 2305, 2724]);

const program = ts.createProgram(modules, {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
  noEmit: true,
  allowJs: true,
  checkJs: true,
  strict: false,
});
const faults = modules
  .flatMap((path) => program.getSemanticDiagnostics(program.getSourceFile(path)))
  .filter(({ code }) => UNDECLARED.has(code))
  .map(({ file, start, messageText }) => {
    const { line } = file.getLineAndCharacterOfPosition(start);
    return `${basename(file.fileName)}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
console.log(JSON.stringify({ faults }));
