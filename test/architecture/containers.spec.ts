import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nodeArgs } from '#house/parts.js';
import { settingGroups } from '#config/app-config.js';
import { searchAttributes } from '#contracts/chase.js';
import { projectRoot } from '#embedded/project.js';
import { SEARCH_ATTRIBUTES } from '#embedded/temporal/start-temporal.js';

const serviceSchema = z.object({
  image: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  entrypoint: z.array(z.string()).default([]),
  command: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  volumes: z.array(z.string()).default([]),
  networks: z.array(z.string()).default([]),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  read_only: z.boolean().default(false),
  mem_limit: z.string().optional(),
});
const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) }).nullable()),
});

const read = (name: string) => readFileSync(join(projectRoot, name), 'utf8');
const compose = composeSchema.parse(load(read('docker-compose.yml'), { schema: YAML11_SCHEMA }));
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image === 'maanwerk:local');
const knownSettings = new Set(Object.values(settingGroups).flatMap((group) => Object.keys(group)));

describe('docker-compose.yml', () => {
  it('has the whole house', () => {
    const wanted = ['postgres', 'temporal', 'temporal-ui', 'api', 'worker', 'simulator'];
    expect(services.map(([name]) => name)).toEqual(expect.arrayContaining(wanted));
    expect(ours.map(([name]) => name).sort()).toEqual(['api', 'cli', 'prepare', 'simulator', 'worker']);
  });

  it('runs Node as `maanwerk dev` and the benchmarks do', () => {
    expect(read('Dockerfile')).toContain(`NODE_OPTIONS="${nodeArgs.join(' ')}"`);
    expect(read('scripts/run.mjs')).toContain(nodeArgs.map((arg) => `'${arg}'`).join(', '));
  });

  it('sets only what libs/config knows', () => {
    const unknown = ours.flatMap(([name, { environment }]) =>
      Object.keys(environment)
        .filter((key) => !knownSettings.has(key) && key !== 'HEALTH_URL')
        .map((key) => `${name}: ${key}`),
    );
    expect(unknown).toEqual([]);
  });

  it('runs programs that the build makes', () => {
    for (const [name, { command, entrypoint }] of ours) {
      const program = [...entrypoint, ...command][1] ?? '';
      expect(existsSync(join(projectRoot, program.replace(/^dist\//, '').replace(/\.js$/, '.ts'))), `${name}: ${program}`).toBe(true);
    }
  });

  it('publishes loopback ports only, each once', () => {
    const ports = services.flatMap(([, service]) => service.ports);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('publishes the API alone; everything else stands on a network without a way in or out', () => {
    expect(services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)).toEqual(['api']);
    expect(compose.networks['inner']).toEqual({ internal: true });
    const elsewhere = services.filter(([, { networks }]) => networks.join() !== 'inner').map(([name]) => name);
    expect(elsewhere.sort()).toEqual(['api', 'worker']);
    expect(compose.services['temporal-ui']?.environment['TEMPORAL_DISABLE_WRITE_ACTIONS']).toBe('true');
  });

  it('lets no container have more than it needs', () => {
    for (const [name, service] of services) {
      expect(service.cap_drop, name).toEqual(['ALL']);
      expect(service.security_opt, name).toContain('no-new-privileges:true');
      expect(service.mem_limit, name).toMatch(/^\d+[mg]$/);
    }
    // Its own settings are written by each of them when it starts; the tools of Temporal run once.
    const writing = services.filter(([, { read_only }]) => !read_only).map(([name]) => name);
    expect(writing.sort()).toEqual(['temporal', 'temporal-namespace', 'temporal-schema', 'temporal-ui']);
  });

  it('gives each container its own secrets only', () => {
    const secretsOf = (name: string) =>
      Object.entries(compose.services[name]?.environment ?? {})
        .filter(([key, value]) => /PASSWORD|PWD|SECRET|PEPPER|KEY|DATABASE/.test(key) || value.includes('PASSWORD'))
        .map(([key]) => key)
        .filter((key) => !key.endsWith('_ALSO'))
        .sort();
    expect(secretsOf('api')).toEqual(['DATABASE_API_URL', 'MAANWERK_API_KEY_PEPPER', 'MAANWERK_CURSOR_SECRET', 'RESEND_WEBHOOK_SECRET']);
    expect(secretsOf('worker')).toEqual(['DATABASE_RELAY_URL', 'DATABASE_WORKER_URL', 'RESEND_API_KEY']);
    expect(secretsOf('simulator')).toEqual(['RESEND_API_KEY', 'RESEND_WEBHOOK_SECRET']);
    expect(secretsOf('temporal')).toEqual(['POSTGRES_PWD']);
    for (const name of ['temporal-ui', 'temporal-namespace']) expect(secretsOf(name), name).toEqual([]);
    const withOwner = services.filter(([, { environment }]) =>
      Object.values(environment).some((value) => value.includes('POSTGRES_PASSWORD')),
    );
    expect(withOwner.map(([name]) => name).sort()).toEqual(['cli', 'postgres', 'prepare', 'temporal-account']);
  });

  it('waits for services that exist, and mounts volumes that are declared', () => {
    const names = new Set(services.map(([name]) => name));
    const missing = services.flatMap(([name, { depends_on }]) =>
      Object.keys(depends_on).filter((other) => !names.has(other) || other === name),
    );
    const volumes = services.flatMap(([, service]) => service.volumes.map((volume) => volume.split(':')[0] ?? ''));
    expect(missing).toEqual([]);
    expect(volumes.filter((volume) => !(volume in compose.volumes))).toEqual([]);
  });

  it('registers the search attributes that a development start has', () => {
    const script = compose.services['temporal-namespace']?.command.join('\n') ?? '';
    expect(Object.values(searchAttributes)).toEqual(SEARCH_ATTRIBUTES);
    for (const name of SEARCH_ATTRIBUTES) expect(script).toContain(name);
    for (const name of SEARCH_ATTRIBUTES) expect(read('docs/how-to/production-temporal.md')).toContain(name);
  });

  it('pins every image to a version', () => {
    expect(services.map(([, { image }]) => image).filter((image) => !/:[\w.-]*\d|^maanwerk:local$/.test(image))).toEqual([]);
  });
});

describe('Dockerfile', () => {
  it('copies folders that exist and lets nothing of ours run as root', () => {
    const lines = read('Dockerfile').split('\n');
    const copied = lines.filter((line) => /^COPY (?!--from)/.test(line)).flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(copied.filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
    expect(lines.indexOf('USER node')).toBeGreaterThan(lines.findLastIndex((line) => line.startsWith('FROM ')));
    const ignored = read('.dockerignore');
    for (const path of copied) expect(ignored).toContain(`!${path.split('/')[0]}`);
  });
});
