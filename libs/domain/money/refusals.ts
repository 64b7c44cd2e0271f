/** The one way in which the domain says no: typed, with the culprit named, so that the API can point at the field. */

/** An input that the rules cannot answer for. `code` is stable kebab-case text, `argument` the name of the refused input. */
export class DomainRefusal extends Error {
  constructor(
    readonly code: string,
    readonly argument: string,
    message: string,
  ) {
    super(message);
    this.name = 'DomainRefusal';
  }
}
