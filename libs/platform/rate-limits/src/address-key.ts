import { isIPv6 } from 'node:net';

/** Of the eight groups of an IPv6 address, those that a provider gives to one customer; the others cost nothing to change. */
const NETWORK_GROUPS = 4;

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** What requests of one sender have in common: an IPv4 address, or the network of an IPv6 address. */
export function addressKey(address: string): string {
  const [, mapped] = MAPPED_IPV4.exec(address) ?? [];
  if (mapped) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const before = head.split(':').filter((group) => group !== '');
  const after = tail === undefined ? [] : tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  const network = [...before, ...zeros, ...after].slice(0, NETWORK_GROUPS);
  return network.map((group) => parseInt(group, 16).toString(16)).join(':');
}
