/** A connection on which nothing was heard for this long is asked whether the server is still there; the system would ask after two hours. */
export const keepAliveAfterMs = 10_000;
