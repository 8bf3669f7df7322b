import lambdaLocal from "lambda-local";

lambdaLocal.getLogger().level = "error";
const result = await lambdaLocal.execute({
  lambdaPath: "handler.mjs",
  lambdaHandler: "handler",
  event: { convex: process.argv[2] },
  esm: true,
});
console.log(JSON.stringify(result));
