import { Body, Controller, Delete, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Outbound, OutboundRefused } from '#outbound';
import { mail } from '#mails';
import { newId, type ProviderRow, type ProviderSettings, type Store, type Tx } from '#store';
import { administrationOf } from '../asking/acting-for.js';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, type Person } from '../asking/asker.js';
import type { Config } from '../config.js';
import { AppError, notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { seal } from '../sealed.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { addressesOf } from './addresses.js';
import { discovered } from './oidc.js';
import { certificateFault } from './saml.js';
import { SetOidc, SetSaml, SignOnView } from './sign-on.bodies.js';
import { NotVouched } from './vouching.js';

/** A slow provider holds a connection of the database while it is asked who it is. */
const DISCOVERIES_MAX = 2;

@ApiTags('Single sign-on')
@Controller('v1/organizations/:organization/sign-on')
export class ProvidersController {
  private discoveries = 0;

  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    private readonly outbound: Outbound,
  ) {}

  @Get()
  @Answers('How people of an organization sign in by its provider', SignOnView)
  async read(
    @RecordId('organization', 'org') organization: string,
    @AskedByPerson() person: Person,
  ): Promise<SignOnView> {
    administrationOf(person, organization);
    return this.viewOf(organization, await this.store.transaction((tx) => tx.signOns.providerOf(organization)));
  }

  @Post('oidc')
  @Writes()
  @Answers(
    'Let people sign in by an OpenID provider',
    SignOnView,
    201,
    'In place of an earlier provider, whose sessions end. The provider is asked at once for its endpoints, which then stay.',
  )
  async setOidc(
    @RecordId('organization', 'org') organization: string,
    @Body() { issuer, clientId, clientSecret, strongContexts = [] }: SetOidc,
    @AskedByPerson() person: Person,
    @Acting() act: Act,
  ): Promise<SignOnView> {
    administrationOf(person, organization);
    const settings = await act.once(() => this.discover({ issuer, clientId, strongContexts }));
    const row = await this.set(act.tx, { organization, person, settings });
    const { authSecret } = this.config;
    await act.tx.signOns.keepSecret(
      row.id,
      await seal(authSecret, { what: 'client_secret', of: row.id }, clientSecret),
    );
    return this.viewOf(organization, row);
  }

  @Post('saml')
  @Writes()
  @Answers(
    'Let people sign in by a SAML provider',
    SignOnView,
    201,
    'In place of an earlier provider, whose sessions end. Its statements must be signed, and answer a question of ours.',
  )
  async setSaml(
    @RecordId('organization', 'org') organization: string,
    @Body() { entityId, entryPoint, certificates, strongContexts = [] }: SetSaml,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<SignOnView> {
    administrationOf(person, organization);
    if (!this.outbound.isUsable(entryPoint))
      throw invalidInput([{ path: '/entryPoint', message: new OutboundRefused('address_refused').message }]);
    const faults = certificates.flatMap((pem, index) => {
      const message = certificateFault(pem, new Date());
      return message === null ? [] : [{ path: `/certificates/${index}`, message }];
    });
    if (faults.length > 0) throw invalidInput(faults);
    const settings = { protocol: 'saml', entityId, entryPoint, certificates, strongContexts } as const;
    return this.viewOf(organization, await this.set(tx, { organization, person, settings }));
  }

  @Delete()
  @Writes()
  @Answers('End single sign-on', null, 204, 'Every session that the provider vouched for ends at once.')
  async remove(
    @RecordId('organization', 'org') organization: string,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<void> {
    administrationOf(person, organization);
    await tx.lock([organization]);
    if (!(await end(tx, organization, person))) throw notFound();
    await this.tell(tx, organization, { isSet: false });
  }

  private async set(
    tx: Tx,
    about: { readonly organization: string; readonly person: Person; readonly settings: ProviderSettings },
  ): Promise<Pick<ProviderRow, 'id' | 'settings' | 'setAt'>> {
    const { organization, person, settings } = about;
    const provider = newId('idp');
    await tx.lock([organization]);
    await end(tx, organization, person);
    const refs = { actor: actorOf(person), organization, provider };
    await tx.append([{ type: 'organization.sign_on_set', refs, evidence: settings, personal: null }]);
    await this.tell(tx, organization, { isSet: true });
    return { id: provider, settings, setAt: await tx.at() };
  }

  /** Whoever takes over an administrator's account would set a provider of their own: everybody hears of it. */
  private async tell(tx: Tx, organization: string, { isSet }: { readonly isSet: boolean }): Promise<void> {
    const { name } = await tx.get('organizations', organization);
    const { page } = addressesOf(this.config.baseUrl, organization);
    const members = await tx.addresses(organization);
    await tx.deliver(
      members.map(({ email }) =>
        isSet
          ? mail(email, 'sign_on_set', { organization: name, page })
          : mail(email, 'sign_on_ended', { organization: name }),
      ),
    );
  }

  private async discover(stated: Parameters<typeof discovered>[1]) {
    if (this.discoveries >= DISCOVERIES_MAX)
      throw new AppError('too_many_requests', 'other providers are being asked; wait a few seconds', {
        retryAfterSeconds: 5,
      });
    this.discoveries += 1;
    try {
      return await discovered(this.outbound, stated);
    } catch (error) {
      if (error instanceof OutboundRefused) throw invalidInput([{ path: '/issuer', message: error.message }]);
      if (!(error instanceof NotVouched)) throw error;
      const message =
        'no OpenID provider that this service can work with answers there under this name; check the issuer';
      throw invalidInput([{ path: '/issuer', message }]);
    } finally {
      this.discoveries -= 1;
    }
  }

  private viewOf(organization: string, row: Pick<ProviderRow, 'id' | 'settings' | 'setAt'> | null): SignOnView {
    const { callback, saml, page } = addressesOf(this.config.baseUrl, organization);
    const ours = { callback, assertionConsumer: saml.callback, entityId: saml.entityId, page };
    if (row === null) return { provider: null, ...ours };
    const { id, settings, setAt } = row;
    const common = { id, setAt, protocol: settings.protocol, strongContexts: [...settings.strongContexts] };
    if (settings.protocol === 'oidc') {
      const { issuer, clientId, endpoints } = settings;
      return { provider: { ...common, issuer, clientId, entryPoint: endpoints.authorization }, ...ours };
    }
    const { entityId, entryPoint, certificates } = settings;
    return { provider: { ...common, issuer: entityId, entryPoint, certificates: [...certificates] }, ...ours };
  }
}

/** Ends the provider that is set, with all that it vouched for; `false` when none is. The organization is locked. */
async function end(tx: Tx, organization: string, person: Person): Promise<boolean> {
  const before = await tx.signOns.providerOf(organization);
  if (before === null) return false;
  const refs = { actor: actorOf(person), organization, provider: before.id };
  await tx.append([{ type: 'organization.sign_on_removed', refs, evidence: {}, personal: null }]);
  await tx.signOns.endProvider(before.id);
  return true;
}
