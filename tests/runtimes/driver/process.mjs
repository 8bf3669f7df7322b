import { spawn } from "node:child_process";

const TIME_LIMIT = 300_000;

/**
 * Runs a program and gives back what it printed.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {string} [cwd]
 * @param {{ timeLimit?: number }} [options] in milliseconds
 * @returns {Promise<string>}
 */
export function run(program, args, cwd, { timeLimit = TIME_LIMIT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeLimit,
    });
    let printed = "";
    let complaints = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (printed += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (complaints += text));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(printed);
      else {
        const how = signal ? `was ended by ${signal}` : `ended with ${code}`;
        const tail = `${printed.slice(-2000)}\n${complaints.slice(-4000)}`;
        reject(new Error(`${program} ${how}\n${tail.trim()}`));
      }
    });
  });
}
