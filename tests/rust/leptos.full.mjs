import { describePage } from "./page.mjs";

// Leptos takes a minute to compile, so this runs in `cargo xtask test --rust` and in the matrix.
describePage("Leptos", "leptos", "example_leptos.js");
