export declare function noticed(subjects: readonly string[]): string[];
export declare function owesALine(change: { readonly subjects: readonly string[]; readonly added: readonly string[] }): string | null;
