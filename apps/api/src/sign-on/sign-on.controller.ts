/**
 * How somebody signs in by the provider of their organization. A sign-on is bound to the browser that began it by a press on
 * a page of ours, so that no other site can sign a browser in as somebody else.
 */
import { Body, Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Outbound, OutboundRefused } from '#outbound';
import type { SignOn, Store } from '#store';
import type { Config } from '../config.js';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { unseal } from '../sealed.js';
import { deviceOf } from '../session/devices.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { addressesOf } from './addresses.js';
import { browserOf, forgottenBrowser, newBrowser, SIGN_ON_MINUTES } from './browser.js';
import { finishOidc, startOidc } from './oidc.js';
import { finishSaml, startSaml } from './saml.js';
import { SamlAnswer, SignOnBegun } from './sign-on.bodies.js';
import { SigningOn, signOnEnded, signOnFailed } from './signing-on.js';
import { keptOf, NotVouched, vouchedOf, type Vouched } from './vouching.js';

@ApiTags('Single sign-on')
@Controller('v1/sso/:organization')
export class SignOnController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    private readonly outbound: Outbound,
    private readonly signingOn: SigningOn,
  ) {}

  @Post()
  @Writes({ secret: true })
  @Answers('Begin to sign in by the provider of an organization', SignOnBegun, 200, 'Lead the browser to `location`.')
  async begin(
    @RecordId('organization', 'org') organization: string,
    @Req() request: FastifyRequest,
    @Acting() { tx }: Act,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SignOnBegun> {
    const provider = await tx.signOns.providerOf(organization);
    if (provider === null) throw notFound();
    const { settings } = provider;
    const { callback, saml } = addressesOf(this.config.baseUrl, organization);
    const browser = newBrowser(this.config);
    // The cookie by which a device is known comes with requests of this site alone, and so not with the way back.
    const device = deviceOf(request, this.config);
    const how = { browserHash: browser.hash, deviceHash: device.hash, minutes: SIGN_ON_MINUTES };
    void reply.header('set-cookie', [browser.cookie, device.cookie]);
    if (settings.protocol === 'oidc') {
      const { location, kept } = await startOidc(settings, callback);
      await tx.signOns.begin({ ...kept, provider: provider.id }, how);
      return { location };
    }
    const { location, id } = await startSaml(settings, saml);
    await tx.signOns.begin({ id, provider: provider.id, nonce: null, verifier: null }, how);
    return { location };
  }

  @Get('callback')
  @ApiQuery({ name: 'code', required: false, description: 'The code of the provider.' })
  @ApiQuery({ name: 'state', required: false, description: 'The state that the browser was sent there with.' })
  @ApiQuery({ name: 'iss', required: false, description: 'How the provider names itself.' })
  @ApiQuery({ name: 'error', required: false, description: 'Why the provider vouches for nobody.' })
  @Answers('Come back from an OpenID provider', null, 303, 'Leads on to the start page, signed in.')
  async comeBack(
    @RecordId('organization', 'org', signOnEnded) organization: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { callback } = addressesOf(this.config.baseUrl, organization);
    // What the browser came to, by the address that it was sent to: the `Host` header is the sender's to choose.
    const address = new URL(request.url.replace(/^[^?]*/, ''), callback);
    const state = address.searchParams.get('state') ?? '';
    const spent = await this.spend(organization, state, request);
    if (spent?.settings.protocol !== 'oidc') throw signOnEnded();
    const { settings, signOn, sealed } = spent;
    if (sealed === null) throw new Error('an OpenID provider without a secret');
    const { authSecret } = this.config;
    const vouched = await this.orFailed(request, signOn.provider, async () => {
      const secret = await unseal(authSecret, { what: 'client_secret', of: signOn.provider }, sealed);
      return finishOidc(this.outbound, { settings, secret, signOn, address });
    });
    await this.signIn(request, reply, { signOn, vouched });
  }

  @Post('saml')
  @ApiConsumes('application/x-www-form-urlencoded')
  @Answers('Take the answer of a SAML provider', null, 303, 'Leads back to this site, which knows the browser.')
  async take(
    @RecordId('organization', 'org', signOnEnded) organization: string,
    @Body() { SAMLResponse }: SamlAnswer,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const provider = await this.store.transaction((tx) => tx.signOns.providerOf(organization));
    if (provider?.settings.protocol !== 'saml') throw signOnEnded();
    const { id, settings } = provider;
    const { saml } = addressesOf(this.config.baseUrl, organization);
    const { vouched, question } = await this.orFailed(request, id, () => finishSaml(settings, saml, SAMLResponse));
    // Told once: an answer that comes again finds its question answered.
    const isAnswered = await this.store.transaction((tx) =>
      tx.signOns.assert({ id: question, provider: id }, keptOf(vouched)),
    );
    if (!isAnswered) throw signOnEnded();
    // Posted from another site it came without our cookies; led on, the browser brings them.
    void reply.status(303).header('location', `/v1/sso/${organization}/finish?question=${question}`).send();
  }

  @Get('finish')
  @ApiQuery({ name: 'question', required: true, description: 'Which question the provider has answered.' })
  @Answers('Come back with the answer of a SAML provider', null, 303, 'Leads on to the start page, signed in.')
  async finish(
    @RecordId('organization', 'org', signOnEnded) organization: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const question = new URL(request.url, this.config.baseUrl).searchParams.get('question') ?? '';
    const spent = await this.spend(organization, question, request);
    const { subject, email, isStrong } = spent?.signOn.asserted ?? {};
    const vouched = vouchedOf({ subject, email, isStrong });
    if (spent === null || vouched === null) throw signOnEnded();
    await this.signIn(request, reply, { signOn: spent.signOn, vouched });
  }

  /** Ends a sign-on of this browser, whatever comes of it, and says what belongs to it. */
  private async spend(organization: string, id: string, { headers }: FastifyRequest) {
    // No other text was ever the name of one, and some texts the database cannot even look for.
    if (!/^[\w-]+$/.test(id)) return null;
    return this.store.transaction(async (tx) => {
      const provider = await tx.signOns.providerOf(organization);
      const signOn = await tx.signOns.spend(id, browserOf(this.config, headers.cookie));
      if (provider === null || signOn?.provider !== provider.id) return null;
      return { settings: provider.settings, signOn, sealed: await tx.signOns.secretOf(provider.id) };
    });
  }

  private async signIn(
    request: FastifyRequest,
    reply: FastifyReply,
    { signOn, vouched }: { readonly signOn: SignOn; readonly vouched: Vouched },
  ): Promise<void> {
    const cookies = await this.signingOn.open(signOn, vouched, request);
    void reply
      .status(303)
      .header('location', '/')
      .header('set-cookie', [...cookies, forgottenBrowser(this.config)])
      .send();
  }

  /** Whoever signs in is told that it failed, and whoever runs the service, why. */
  private async orFailed<T>(request: FastifyRequest, provider: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NotVouched || error instanceof OutboundRefused)) throw error;
      request.log.info({ requestId: request.id, provider, reason: error.message }, 'a sign-on failed');
      throw signOnFailed();
    }
  }
}
