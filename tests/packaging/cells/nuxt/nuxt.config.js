export default {
  compatibilityDate: "2026-11-01",
  telemetry: false,
  nitro: { experimental: { wasm: process.env.WASM === "1" } },
};
