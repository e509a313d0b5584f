import { describe, expect, it } from '@jest/globals';
import { ACCESS, methodsAt, refuseUnlistedRoutes } from './access.js';
import { CHECKS } from './access/checks.js';
import { CONSENTS } from './access/consents.js';
import { PEOPLE } from './access/people.js';
import { PRODUCTIONS } from './access/productions.js';
import { SERVICE } from './access/service.js';

describe('the table of access', () => {
  const listed = Object.keys(ACCESS);

  it('lets the application start when it lists exactly the routes that are served', () => {
    expect(() => {
      refuseUnlistedRoutes(new Set(listed));
    }).not.toThrow();
  });

  it('refuses to start with a route that is not listed, and names it', () => {
    expect(() => {
      refuseUnlistedRoutes(new Set([...listed, 'GET /v1/secrets']));
    }).toThrow(/GET \/v1\/secrets/);
  });

  it('refuses to start with a row that has no route, and names it', () => {
    expect(() => {
      refuseUnlistedRoutes(new Set(listed.slice(1)));
    }).toThrow(listed[0]);
  });

  it('has each row in one area alone', () => {
    const areas = [SERVICE, PEOPLE, PRODUCTIONS, CONSENTS, CHECKS];
    expect(areas.flatMap((area) => Object.keys(area)).length).toBe(listed.length);
  });

  it('knows which methods an address takes, and keeps ids to one part of it', () => {
    expect(methodsAt('/v1/requests')).toEqual(['POST', 'GET', 'HEAD']);
    expect(methodsAt('/v1/requests/req_1')).toEqual(['GET', 'HEAD']);
    expect(methodsAt('/log/tile/0/000.p/5')).toEqual(['GET', 'HEAD']);
    expect(methodsAt('/v1/requests/req_1/more')).toEqual([]);
    expect(methodsAt('/openapixjson')).toEqual([]);
  });
});
