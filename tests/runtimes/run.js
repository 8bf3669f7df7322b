/**
 * Runs a suite in the runtime that this is called in. Only that suite is loaded.
 *
 * @param {{ runtime: string, version: string }} runtime
 * @param {Record<string, any>} official
 * @param {Record<string, any>} ours
 * @param {any} config the suite's; `suite` names another one than the contract
 * @returns {Promise<any>} its report
 */
export async function run(runtime, official, ours, config) {
  switch (config.suite) {
    case "bench": {
      // @ts-ignore: there in the consumer project only
      const { runBench } = await import("../bench/run.js");
      return runBench(runtime, official, ours, config);
    }
    case "memory": {
      const { runMemory } = await import("../memory/run.js");
      return runMemory(runtime, ours, config);
    }
    case "crash": {
      const { runCrash } = await import("../crash/run.js");
      return runCrash(runtime, ours, config);
    }
    case "features": {
      const { runFeatures } = await import("../features/run.js");
      return runFeatures(runtime, official, ours, config);
    }
    case "once": {
      const { runOnce } = await import("../once/run.js");
      return runOnce(runtime, ours, config);
    }
    case "chaos": {
      const { runChaos } = await import("../chaos/run.js");
      return runChaos(runtime, ours, config);
    }
    case "load": {
      const { runLoad } = await import("../load/run.js");
      return runLoad(runtime, official, ours, config);
    }
    default: {
      const { runContract } = await import("./suite.js");
      return runContract(runtime, official, ours, config);
    }
  }
}
