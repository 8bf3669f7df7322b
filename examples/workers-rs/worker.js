// The Worker's entry. With wrangler, worker-build makes one: see README.md.
import wasm from "./example_workers_rs_bg.wasm";
import { fetch, initSync } from "./example_workers_rs.js";

initSync({ module: wasm });

export default { fetch };
