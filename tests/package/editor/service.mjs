// What an editor shows, by the language service that TypeScript had as a library, up to release 6.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);

/**
 * @typedef {object} Editor an editor with one file open
 * @property {(text: string) => void} show
 * @property {(offset: number) => Promise<string>} hover the type and the documentation
 * @property {(offset: number) => Promise<string[]>} complete names
 * @property {(offset: number, name: string) => Promise<string>} describe a name's documentation
 * @property {() => Promise<string[]>} errors each with its lines
 * @property {() => void} close
 */

/**
 * @param {string} compiler
 * @param {string} folder
 * @returns {Editor}
 */
export function openService(compiler, folder) {
  const ts = require(compiler);
  const file = join(folder, "editor.ts");
  const config = ts.readConfigFile(
    join(folder, "tsconfig.json"),
    ts.sys.readFile,
  );
  const { options } = ts.parseJsonConfigFileContent(
    config.config,
    ts.sys,
    folder,
  );
  let text = "";
  let version = 0;
  const service = ts.createLanguageService({
    ...ts.sys,
    getScriptFileNames: () => [file],
    getScriptVersion: (name) => (name === file ? String(version) : "1"),
    getScriptSnapshot: (name) => {
      const content = name === file ? text : ts.sys.readFile(name);
      return content === undefined
        ? undefined
        : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => folder,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
  });
  const plain = (parts = []) => parts.map((part) => part.text).join("");
  return {
    show(code) {
      text = code;
      version++;
    },
    async hover(offset) {
      const info = service.getQuickInfoAtPosition(file, offset);
      return `${plain(info?.displayParts)}\n${plain(info?.documentation)}`;
    },
    async complete(offset) {
      const found = service.getCompletionsAtPosition(file, offset, {});
      return (found?.entries ?? []).map(({ name }) => name);
    },
    async describe(offset, name) {
      const details = service.getCompletionEntryDetails(
        ...[file, offset, name, undefined, undefined, undefined, undefined],
      );
      return plain(details?.documentation);
    },
    async errors() {
      return service
        .getSemanticDiagnostics(file)
        .map(({ messageText }) =>
          ts.flattenDiagnosticMessageText(messageText, "\n"),
        );
    },
    close: () => service.dispose(),
  };
}
