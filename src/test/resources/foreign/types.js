// What the TypeScript compiler makes of a program and of the JavaScript client: node types.js, with
// {program, declarations, module} in JSON on the standard input, the last two as paths. The standard output has one object:
//   faults   of the program and of the declarations, under the strictest options
//   used     what the program imports, by name
//   declared the values that the declarations export, and the members of each class: "SwarmClient.start"
//   exported the same of the module, as it is written
import { readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';

const { program: text, declarations, module } = JSON.parse(readFileSync(0, 'utf8'));
const PROGRAM = 'sdk-program.ts';
writeFileSync(PROGRAM, text);

const shared = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
  noEmit: true,
};
const typed = ts.createProgram([PROGRAM], {
  ...shared,
  strict: true,
  noUnusedLocals: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  paths: { 'swarmbot-client': [declarations] },
});
const plain = ts.createProgram([module], { ...shared, allowJs: true, checkJs: false });

const faults = ts
  .getPreEmitDiagnostics(typed)
  .map(({ file, start, messageText }) => `${file?.fileName}:${start}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
console.log(
  JSON.stringify({
    faults,
    used: importsOf(typed.getSourceFile(PROGRAM)),
    declared: namesOf(typed, declarations),
    exported: namesOf(plain, module),
  }),
);

function importsOf(source) {
  return source.statements
    .filter(ts.isImportDeclaration)
    .flatMap(({ importClause }) => importClause.namedBindings.elements.map(({ name }) => name.text))
    .sort();
}

function namesOf(program, path) {
  const checker = program.getTypeChecker();
  const source = program.getSourceFiles().find(({ fileName }) => fileName === path);
  const names = [];
  for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(source))) {
    const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (!(real.flags & ts.SymbolFlags.Value)) continue;
    names.push(symbol.name);
    if (!(real.flags & ts.SymbolFlags.Class)) continue;
    for (const member of checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(real))) names.push(`${symbol.name}.${member.name}`);
    for (const member of real.exports?.values() ?? []) names.push(`${symbol.name}.static ${member.name}`);
  }
  // A member that scripts cannot reach has a name of its own kind.
  return names.filter((name) => !name.includes('#') && !name.endsWith('static prototype')).sort();
}
