import { build } from "esbuild";

await build({
  entryPoints: ["main-alias.js"],
  bundle: true,
  platform: "node",
  format: "esm",
  outfile: "out/alias.mjs",
  // As in docs/migrating.md.
  plugins: [
    {
      name: "convex-http-client",
      setup({ onResolve, resolve }) {
        onResolve(
          { filter: /^convex\/browser$/ },
          ({ importer, kind, resolveDir }) =>
            // The entry itself gets what it takes from the official package.
            /[\\/]convex-http-client[\\/]/.test(importer)
              ? undefined
              : resolve("convex-http-client/convex", { kind, resolveDir }),
        );
      },
    },
  ],
});
