import { callAll } from "./call.js";

// No top-level await: some bundlers' formats have none.
callAll(process.argv[2]).then((result) => console.log(JSON.stringify(result)));
