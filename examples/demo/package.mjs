// Resolved from the project that the demo installs the tarball in.
export * from "convex-http-client";
