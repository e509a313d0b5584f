/** The parts of the application and how they find each other. */
import { Module, type DynamicModule } from '@nestjs/common';
import type { Store } from '#store';
import { Accounts } from './asking/accounts.js';
import type { Config } from './config.js';
import { HealthController } from './health/health.controller.js';
import { CONFIG, STORE } from './provided.js';
import { SessionController } from './session/session.controller.js';
import { WritesInterceptor } from './writing/writes.js';

export interface Parts {
  readonly config: Config;
  readonly store: Store;
  readonly accounts: Accounts;
}

@Module({})
export class ApiModule {
  static of({ config, store, accounts }: Parts): DynamicModule {
    return {
      module: ApiModule,
      controllers: [HealthController, SessionController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: STORE, useValue: store },
        { provide: Accounts, useValue: accounts },
        WritesInterceptor,
      ],
    };
  }
}
