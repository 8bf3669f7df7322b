type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2
    ? true
    : false;

/** Fails to compile unless `A` and `B` are the same type. */
export declare function equal<A, B>(
  ...difference: Equal<A, B> extends true ? [] : [never, A, B]
): void;
