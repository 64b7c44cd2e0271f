/** A house that does not start because of something a person has to put right. Shown as what, why and the ways out, never as a stack trace. */
export class HouseRefused extends Error {
  constructor(
    /** `unreachable`: a server that was named does not answer. `occupied`: there is a house here already. */
    readonly because: 'unreachable' | 'occupied',
    readonly what: string,
    readonly notes: { readonly why?: string; readonly todo: readonly string[] },
  ) {
    super(what);
    this.name = 'HouseRefused';
  }
}
