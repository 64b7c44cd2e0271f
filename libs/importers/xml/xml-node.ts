/** An XML document as plain data: what the worker thread hands back. Names are local names, without their prefix. */

/** One element. `text` is its own character data, entities decoded, untrimmed. */
export interface XmlNode {
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Readonly<Record<string, readonly XmlNode[]>>;
}

/** What to leave out of the answer, so that a large file does not become a large message. */
export interface XmlShape {
  /** Elements whose text is replaced by its length in characters (embedded attachments). */
  readonly measured: readonly string[];
  /** Elements of which only the named children are kept (invoice lines). */
  readonly pruned: Readonly<Record<string, readonly string[]>>;
}

/** A document that was read: root name, its namespace (empty when none), the root element, and the first line of each path. */
export interface XmlDocument {
  readonly ok: true;
  /** How many elements it has. */
  readonly elements: number;
  readonly root: string;
  readonly namespace: string;
  readonly node: XmlNode;
  readonly lines: ReadonlyMap<string, number>;
}

/** A file that is not XML, or more of it than we read. */
export interface XmlRefusal {
  readonly ok: false;
  readonly code: string;
  readonly line: number | null;
  readonly detail: string;
}

/** Answer to one file. */
export type XmlReply = XmlDocument | XmlRefusal;

/** Child elements of that name, in document order; empty when there are none. */
export const childrenOf = (node: XmlNode, name: string): readonly XmlNode[] =>
  Object.hasOwn(node.children, name) ? (node.children[name] ?? []) : [];

/** An attribute's value, null when absent. */
export const attributeOf = (node: XmlNode, name: string): string | null =>
  Object.hasOwn(node.attributes, name) ? (node.attributes[name] ?? null) : null;
