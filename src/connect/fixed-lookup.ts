import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';

/** Resolves hosts to fixed addresses, and all other hosts with the system. */
export function fixedLookup(addresses: Readonly<Record<string, string>>): LookupFunction {
  return (hostname, options, callback) => {
    const name = hostname.toLowerCase();
    const address = Object.hasOwn(addresses, name) ? addresses[name] : undefined;
    const family = isIP(address ?? '');
    if (address === undefined) lookup(hostname, options, callback);
    else if (options.all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}
