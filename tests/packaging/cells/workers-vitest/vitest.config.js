import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const compatibilityFlags = ["nodejs_compat"];
const modulesRules = [{ type: "CompiledWasm", include: ["**/*.wasm"] }];
const project = { compatibilityDate: "2026-04-01", compatibilityFlags };

/** @type {Record<string, any>} */
const options = {
  config: { wrangler: { configPath: "./wrangler.json" } },
  rules: { miniflare: { ...project, modulesRules } },
  neither: { miniflare: project },
};
const { miniflare, ...others } = options[process.env.OPTIONS ?? ""];
const bindings = { CONVEX_URL: process.env.CONVEX_URL };

export default defineConfig({
  plugins: [
    cloudflareTest({ ...others, miniflare: { ...miniflare, bindings } }),
  ],
});
