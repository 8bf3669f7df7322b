// What web frameworks answer where a call fails with an HTTP status: docs/errors.md has the table.
import { modernNode } from "../../driver/programs.mjs";
import { CHECKS } from "../../shared/check.js";

/**
 * @param {string} framework
 * @param {string} title
 * @param {number} status that it answers when nothing is done about the error of a 401
 * @param {number} [wrapped] the same where that error is the cause of another one
 * @returns {import("../../driver/family.mjs").Cell}
 */
const answers = (framework, title, status, wrapped = 500) => ({
  name: `an error with a status, ${status} unless its property is removed`,
  tier: "full",
  version: (project) => `${title} ${project.version(framework)}`,
  run: async (project) => {
    const args = ["answers.js", framework, project.url];
    const { answers } = await project.call(modernNode(), args, {
      NODE_ENV: "production",
    });
    // The app's own answer once the property is gone; `errorInfo` still knows.
    const expected = [status, 500, 401, wrapped].join();
    return answers.join() === expected
      ? { checks: CHECKS }
      : { error: `${answers} instead of ${expected}` };
  },
});

/** @type {import("../../driver/family.mjs").Family} */
export default {
  title: "Frameworks",
  cells: [
    answers("express", "Express", 401),
    answers("koa", "Koa", 401),
    answers("fastify", "Fastify", 401),
    answers("h3", "h3", 401, 401),
    answers("h3-1", "h3", 401),
    answers("hono", "Hono", 500),
  ],
};
