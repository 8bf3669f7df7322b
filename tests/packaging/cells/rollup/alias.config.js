// The plugin of docs/migrating.md.
const convexHttpClient = {
  name: "convex-http-client",
  enforce: "pre",
  resolveId(source, importer, options) {
    if (source !== "convex/browser") return null;
    // The entry itself gets what it takes from the official package.
    if (/[\\/]convex-http-client[\\/]/.test(importer ?? "")) return null;
    return this.resolve("convex-http-client/convex", importer, options);
  },
};

export default { plugins: [convexHttpClient] };
