const { request } = require("node:http");

/** jsdom has no fetch; this is as much of one as the client needs. */
globalThis.fetch = (url, { method, headers, body }) =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => (text += part));
      response.on("end", () => {
        const status = response.statusCode;
        const ok = status >= 200 && status < 300;
        const json = async () => JSON.parse(text);
        resolve({ ok, status, json, text: async () => text });
      });
    });
    sent.on("error", reject).end(body);
  });
