/* What the server takes at most: the page knows the library alone, and a test holds these against the protocol. */

/** People that one may pin. */
export const MOST_PINS = 9;
/** People in the spotlight. */
export const MOST_SPOTLIGHTED = 7;
