import { describe, expect, it } from 'vitest';
import { addressGroup } from './client-address.js';

describe('whom a limit counts', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['', 'unknown'],
    ['no address', 'unknown'],
    [undefined, 'unknown'],
  ])('%s is %s', (address, group) => expect(addressGroup(address)).toBe(group));
});
