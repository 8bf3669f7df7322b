import { modernNode } from "../../driver/programs.mjs";

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Functions",
  cells: [
    {
      name: "AWS Lambda's handler, by lambda-local",
      tier: "full",
      version: (project) => `lambda-local ${project.version("lambda-local")}`,
      run: (project) =>
        project.call(modernNode(), ["run-lambda.js", project.url]),
    },
    {
      name: "Netlify's bundle of a function",
      tier: "full",
      version: (project) =>
        `zip-it-and-ship-it ${project.version("@netlify/zip-it-and-ship-it")}`,
      run: (project) =>
        project.call(modernNode(), ["run-netlify.js", project.url]),
    },
  ],
};
