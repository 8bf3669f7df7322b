//! The project's commands: `cargo xtask` lists them.
use std::env;
use std::process::ExitCode;

use anyhow::{Result, bail};

mod bench;
mod build;
mod command;
mod constants;
mod demo;
mod docs;
mod fuzz;
mod inline;
mod internal;
mod matrix;
mod mutants;
mod pack;
mod proofs;
mod ready;
mod release;
mod rust_api;
mod rust_size;
mod sections;
mod setup;
mod shorten;
mod simulate;
mod size;
mod test;
mod verdicts;

const USAGE: &str = "\
Usage: cargo xtask <command>

  setup             install what the other commands need: the wasm target, the npm packages
  build             make pkg/ from pkg-template/ and the compiled module
  pack              make the npm tarball and print its path as the last line
  demo [--serve]    run the main job against the embedded backend; with --serve, in a browser as well
  site              make the page as static files, to be published, and print their folder
  test [options]    run every test; options go to tests/run.mjs
  test --rust       run the tests of the Rust API alone
  simulate [--schedules n] [--seed n]
                    play more random schedules than the tests do: with the core, with the Rust API, and the
                    same ones again with the npm package
  matrix [options]  try the package in every runtime, bundler and example and write docs/runtimes.md;
                    options, which go to tests/packaging/run.mjs, choose a part and write nothing
  bench [options]   measure the packed client against the official one; --help lists the options
  memory [options]  prove with a million clients and calls that nothing stays behind; --help lists the options
  mutants [options] change every rule of core/ and see a test fail for each: some minutes; options go to cargo-mutants
  crash [options]   break the module in every way there is and prove that all goes on; --help lists the options
  once [options]    prove that idempotent mutations run once, whatever happens on the way; --help lists the options
  chaos [options]   make random calls over a network where everything goes wrong, and compare what clients say with a
                    ledger of what ran; --help lists the options
  fuzz [--minutes n]
                    give the rules random texts beside other crates, and the packed client random values beside the
                    official one
  load [options]    keep 256 calls in flight of which some fail, for minutes, and count those that are lost
  size              print what each part of the package costs, and fail over the budget
  size --rust       print what one query and one mutation add to an app in Rust, and fail over the budget
  figures [files]   write the sizes, the chart and the tables of docs/performance.md; with reports of bench, new speeds
  docs              make the documentation as a site, to be published, and print its folder
  release <version> write a new version everywhere, check it, and say what is left to do by hand
  ready             run every test, then check formatting, lints and types
  check             check formatting, lints and types only
  advisories        look up known flaws of the dependencies, which needs the network";

fn main() -> ExitCode {
    match run(&env::args().skip(1).collect::<Vec<_>>()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[String]) -> Result<ExitCode> {
    let (command, rest) = match args {
        [] => ("help", args),
        [command, rest @ ..] => (command.as_str(), rest),
    };
    if !matches!(
        command,
        "figures"
            | "demo"
            | "test"
            | "simulate"
            | "matrix"
            | "ready"
            | "bench"
            | "memory"
            | "crash"
            | "mutants"
            | "once"
            | "size"
            | "chaos"
            | "load"
            | "fuzz"
    ) && !rest.is_empty()
    {
        bail!("`{command}` takes no arguments\n{USAGE}");
    }
    match command {
        "help" | "--help" | "-h" => println!("{USAGE}"),
        "setup" => setup::setup()?,
        "build" => {
            setup::setup()?;
            println!("{}", build::build()?.display());
        }
        "pack" => {
            setup::setup()?;
            println!("{}", pack::pack()?.display());
        }
        "docs" => println!("{}", docs::docs()?.display()),
        "site" => println!("{}", demo::site()?.display()),
        "size" if rest == ["--rust"] => return rust_size::size(),
        "size" if rest.is_empty() => return size::size(),
        "figures" => size::figures(rest)?,
        "demo" => return demo::demo(rest),
        "test" => return test::test(rest),
        "simulate" => return simulate::simulate(rest),
        "matrix" => return matrix::matrix(rest),
        "bench" => return bench::bench(rest),
        "mutants" => return mutants::mutants(rest),
        "release" => return release::release(rest),
        "fuzz" => return fuzz::fuzz(rest),
        "memory" | "crash" | "once" | "chaos" | "load" => return proofs::prove(command, rest),
        "ready" => return ready::ready(rest),
        "check" => return ready::check(),
        "advisories" => command::run(&mut rust_api::advisories()?)?,
        _ => bail!("there is no command `{command}`\n{USAGE}"),
    }
    Ok(ExitCode::SUCCESS)
}
