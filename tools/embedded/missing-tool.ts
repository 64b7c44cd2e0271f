/** Something this machine lacks. Shown as one message with the ways out, never as a stack trace. */
export class MissingTool extends Error {
  constructor(
    readonly what: string,
    readonly waysOut: readonly string[],
    options?: ErrorOptions,
  ) {
    super(`${what}\n${waysOut.map((way, index) => `  ${index + 1}. ${way}`).join('\n')}`, options);
    this.name = 'MissingTool';
  }
}

/** A tool is there and did not do its work; `detail` is what it said last. */
export class LaunchFailed extends Error {
  constructor(
    readonly what: string,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${what}\n${detail}`.trimEnd(), options);
    this.name = 'LaunchFailed';
  }
}
