// All that the cases need of Node's types.
declare const process: { env: { CONVEX_URL?: string } };
