/** Where a text stops being JSON. Only asked when it is not: V8's own message quotes the body, which may hold a name or an address. */

/** A place in a text, counted from 1; `offset` from 0. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;
const space = /[ \t\n\r]*/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

const matchAt = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
};

/** What may stand next: a value, a value or the end of its list, a name or the end of its object, a name, a colon, a comma or the end. */
type Wanted = 'value' | 'item' | 'first-name' | 'name' | 'colon' | 'comma';

/** Walks text as far as it is JSON, without recursion: a body of 256 kB may be nothing but brackets. */
class Walk {
  at = 0;
  private readonly brackets: string[] = [];
  private wanted: Wanted = 'value';

  constructor(private readonly text: string) {}

  /** @returns the offset of the first character that cannot stand where it stands; the length when more should have come */
  fault(): number {
    for (;;) {
      this.at += matchAt(space, this.text, this.at);
      const over = this.wanted === 'comma' && this.brackets.length === 0;
      if (over || this.at >= this.text.length || !this.step(this.text.charAt(this.at))) return this.at;
    }
  }

  private step(character: string): boolean {
    switch (this.wanted) {
      case 'colon':
        return character === ':' && this.take('value');
      case 'comma':
        return character === ',' ? this.take(this.brackets.at(-1) === '{' ? 'name' : 'value') : this.close(character);
      case 'first-name':
        return character === '}' ? this.close(character) : this.string(character, 'colon');
      case 'name':
        return this.string(character, 'colon');
      default:
        return this.wanted === 'item' && character === ']' ? this.close(character) : this.value(character);
    }
  }

  private value(character: string): boolean {
    if (character === '{' || character === '[') {
      this.brackets.push(character);
      return this.take(character === '{' ? 'first-name' : 'item');
    }
    if (character === '"') return this.string(character, 'comma');
    const length = matchAt(scalar, this.text, this.at);
    this.at += length;
    this.wanted = 'comma';
    return length > 0;
  }

  private close(character: string): boolean {
    if (character !== (this.brackets.at(-1) === '{' ? '}' : ']')) return false;
    this.brackets.pop();
    return this.take('comma');
  }

  private string(character: string, then: Wanted): boolean {
    if (character !== '"') return false;
    this.at += 1;
    for (let next = this.text.charAt(this.at); next !== '"'; next = this.text.charAt(this.at)) {
      const length = next === '\\' ? matchAt(escape, this.text, this.at) : next < ' ' ? 0 : 1;
      if (length === 0) return false;
      this.at += length;
    }
    return this.take(then);
  }

  private take(then: Wanted): true {
    this.at += 1;
    this.wanted = then;
    return true;
  }
}

/** The place at which a text that is not JSON stops being it. */
export function jsonFault(text: string): Place {
  const offset = new Walk(text).fault();
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n'), offset };
}
