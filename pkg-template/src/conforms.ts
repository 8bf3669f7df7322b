// Proves that the package is what its public types say: each check fails to compile when one side has a name, a parameter or
// an alternative that the other lacks. It is no part of the package.
//
// Where the public types are generic, they are compared with their parameters at their widest: what a function of a
// deployment takes and returns is its own word. tests/types holds those to the official client's.
import type * as Admin from "../types/admin.js";
import type * as Convex from "../types/convex.js";
import type * as Public from "../types/index.js";
import type * as Fetching from "../types/fetch.js";
import type * as Nextjs from "../types/nextjs.js";
import type * as Server from "../types/server.js";
import type * as Slim from "../types/slim.js";
import type * as Storing from "../types/storage.js";
import type * as Testing from "../types/testing.js";
import type * as Watching from "../types/watch.js";
import type * as options from "./call/options.ts";
import type { NAMES } from "./names/error-info.ts";
import type {
  CAUSE_NAMES,
  KEY_PREFIX,
  KIND_NAMES,
  OUTCOME_NAMES,
  PROOFS,
} from "./generated/core.ts";
import type { KEY_PREFIX as SERVER_KEY_PREFIX } from "./server/call.ts";

/** Is the entries' exports. */
type Default = typeof import("./entries/index.ts");
type Workerd = typeof import("./entries/workerd.ts");
type EdgeLight = typeof import("./entries/edge-light.ts");
type Early = typeof import("./entries/early.ts");
type OwnSlim = typeof import("./entries/slim.ts");
type OwnConvex = typeof import("./entries/convex.ts");
type OwnServer = typeof import("./entries/server.ts");
type OwnTesting = typeof import("./entries/testing.ts");
type OwnNextjs = typeof import("./entries/nextjs.ts");
type OwnAdmin = typeof import("./entries/admin.ts");
type OwnFetching = typeof import("./entries/fetch.ts");
type OwnStoring = typeof import("./entries/storage.ts");
type OwnWatching = typeof import("./entries/watch.ts");

/** Is `never` where two types are the same, else both of them. */
type Difference<Own, Declared> =
  (<T>() => T extends Own ? 1 : 2) extends <T>() => T extends Declared ? 1 : 2
    ? never
    : { own: Own; declared: Declared };

/** Is `never` where two types have the same names, else those that one of them lacks. */
type Unlike<Own, Declared> = [Own, Declared] extends [Declared, Own]
  ? never
  : { missing: Exclude<Declared, Own>; undeclared: Exclude<Own, Declared> };

/** Is `never` where each of two types can stand for the other. What is `any` is not what it should be. */
type Mismatch<Own, Declared> =
  Difference<IsAny<Own>, IsAny<Declared>> extends never
    ? [Own, Declared] extends [Declared, Own]
      ? never
      : { own: Own; declared: Declared }
    : { own: Own; declared: Declared };

type IsAny<Type> = 0 extends 1 & Type ? true : false;

/** Names the members of a type. Symbols that are not declared are our own affair. */
type Names<Type, Declared> = keyof {
  [
    Name in keyof Type as Name extends symbol
      ? Extract<Name, keyof Declared>
      : Name
  ]: 1;
};

type NamesFault<Own, Declared> = Unlike<Names<Own, Declared>, keyof Declared>;

type ReadonlyNames<Type> = {
  [Name in keyof Type]-?: [
    Difference<Pick<Type, Name>, { -readonly [_ in Name]: Type[_] }>,
  ] extends [never]
    ? never
    : Name;
}[keyof Type];

type Call = (...given: any) => any;
type Class = abstract new (...given: any) => any;

/** Compares the parameters and results of two functions, and how many of them there are. */
type CallFault<Own extends Call, Declared extends Call> =
  | ([Own] extends [Declared] ? never : { own: Own; declared: Declared })
  | Mismatch<ReturnType<Own>, ReturnType<Declared>>
  | Difference<Parameters<Own>["length"], Parameters<Declared>["length"]>
  | Mismatch<Parameters<Own>, Parameters<Declared>>;

/** Compares two members or exports: functions, classes, or values. */
type Fault<Own, Declared> = [Own, Declared] extends [
  infer OwnClass extends Class,
  infer DeclaredClass extends Class,
]
  ? ClassFault<OwnClass, DeclaredClass>
  : [Own, Declared] extends [
        infer OwnCall extends Call,
        infer DeclaredCall extends Call,
      ]
    ? CallFault<OwnCall, DeclaredCall>
    : Mismatch<Own, Declared>;

type ClassFault<Own extends Class, Declared extends Class> =
  | Mismatch<ConstructorParameters<Own>, ConstructorParameters<Declared>>
  | Difference<
      ConstructorParameters<Own>["length"],
      ConstructorParameters<Declared>["length"]
    >
  | NamesFault<Own, Declared>
  | Unlike<
      ReadonlyNames<InstanceType<Own>>,
      ReadonlyNames<InstanceType<Declared>>
    >
  | Faults<InstanceType<Own>, InstanceType<Declared>>;

/** Is `never` where two objects have the same members, else what differs, by name. */
type Faults<Own, Declared> = [NamesFault<Own, Declared>] extends [never]
  ? {
      [Name in keyof Own & keyof Declared]: Named<
        Name,
        Fault<Own[Name], Declared[Name]>
      >;
    }[keyof Own & keyof Declared]
  : NamesFault<Own, Declared>;

/** Puts a name before what was found, as in `ConvexHttpClient.query`, for the compiler to print. */
type Named<Name, Found> = Found extends { name: infer Member; fault: infer Own }
  ? { name: `${Name & string}.${Member & string}`; fault: Own }
  : Found extends unknown
    ? { name: Name; fault: Found }
    : never;

/** The client of this entry is declared as the official class too, whose private members nobody else can have. */
type DeclaredConvex = {
  [Name in keyof typeof Convex]: Name extends "ConvexHttpClient"
    ? typeof Public.ConvexHttpClient
    : (typeof Convex)[Name];
};

/** Fails to compile unless there are no differences. */
type None<Found extends never> = Found;

export type Entries = [
  None<Faults<Default, typeof Public>>,
  None<Faults<Workerd, typeof Public>>,
  None<Faults<EdgeLight, typeof Public>>,
  None<Faults<Early, typeof Public>>,
  None<Faults<OwnSlim, typeof Slim>>,
  None<Faults<OwnConvex, DeclaredConvex>>,
  None<Faults<OwnServer, typeof Server>>,
  None<Faults<OwnTesting, typeof Testing>>,
  None<Faults<OwnNextjs, typeof Nextjs>>,
  None<Faults<OwnWatching, typeof Watching>>,
  None<Faults<OwnFetching, typeof Fetching>>,
  None<Faults<OwnStoring, typeof Storing>>,
];

/** An assertion is no result, so that only the names are compared. */
export type AdminNames = None<NamesFault<OwnAdmin, typeof Admin>>;

type Unnamed<Listed extends readonly string[], Type> = Unlike<
  Listed[number],
  keyof Type
>;

type Unread<Readers, Type> = Unlike<keyof Readers, keyof Type>;

export type Errors = [
  None<Unlike<(typeof CAUSE_NAMES)[number], Public.ErrorInfo["kind"]>>,
  None<Unlike<(typeof OUTCOME_NAMES)[number], Public.ErrorInfo["outcome"]>>,
  None<Unlike<(typeof KIND_NAMES)[number], Public.CallKind>>,
  None<Unnamed<[...typeof NAMES, "path", "hint"], Public.ErrorInfo>>,
  None<Exclude<Proof, Literals<Public.ErrorCode>>>,
];

/** Is a code that proves that a mutation did not commit. */
type Proof = (typeof PROOFS)[keyof typeof PROOFS][number];

/** Is the members of a union that are literals. */
type Literals<Text> = Text extends string
  ? string extends Text
    ? never
    : Text
  : never;

export type Keys = None<
  Difference<typeof SERVER_KEY_PREFIX, typeof KEY_PREFIX>
>;

type AllPages = Public.PaginateOptions & Public.MutationOptions;

export type Options = [
  None<Unread<typeof options.CALL, Public.MutationOptions>>,
  None<Unread<typeof options.CLIENT, Public.ConvexHttpClientOptions>>,
  None<Unread<typeof options.TIMED, Public.Timeouts>>,
  None<Unread<typeof options.RETRY, Public.RetryOptions>>,
  None<Unread<typeof options.HOOKS, Public.Hooks>>,
  None<Unread<typeof options.PAGES & typeof options.CALL, AllPages>>,
];
