// Two types are equal when no conditional type can tell them apart; mutual
// assignability is weaker, it takes `any` for everything.
type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2
    ? true
    : false;

/** Fails to compile unless `A` and `B` are the same type. */
export declare function equal<A, B>(
  ...difference: Equal<A, B> extends true ? [] : [never, A, B]
): void;

/** Fails to compile unless an `A` can be used where a `B` is expected. */
export declare function assignable<A, B>(
  ...difference: [A] extends [B] ? [] : [never, A, B]
): void;
