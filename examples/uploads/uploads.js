import { basename } from "node:path";
import { openAsBlob } from "node:fs";
import { anyApi as api, ConvexHttpClient, errorInfo } from "convex-http-client";
import { upload } from "convex-http-client/storage";

const client = new ConvexHttpClient(process.env.CONVEX_URL);

for (const path of process.argv.slice(2)) {
  const name = basename(path);
  try {
    // Read as it is sent, and not to memory at once.
    const file = await openAsBlob(path, { type: "application/octet-stream" });
    const storageId = await upload(client, api.files.generateUploadUrl, file, {
      timeout: 600_000,
      retry: 3,
      onProgress({ loaded, total }) {
        if (loaded === total) console.log(`${name}: ${total} bytes`);
      },
    });
    const url = await client.query(api.files.url, { storageId });
    console.log(`${name}: ${url}`);
  } catch (error) {
    process.exitCode = 1;
    console.error(`${name}: ${error.message}`);
    if (errorInfo(error)?.outcome === "unknown")
      console.error(`${name}: a file may be there that nobody refers to`);
  }
}
