export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failedTitles: readonly string[];
  readonly skippedTitles: readonly string[];
}

export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

export const OFFLINE_SUITES: readonly string[];
export function sum(results: readonly Count[]): Count;
export function countReport(report: VitestReport, suite: string, exitCode: number): Count;
export const ORDINARY_SUITES: readonly string[];
export const LANES: number;
export function inTurn(suites: readonly string[]): string[];
