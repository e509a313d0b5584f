import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import * as entities from './entities.js';
import { driverConfig, settingsFor } from '../pool.js';
import { Reads } from './reads.js';
import type { StoreOptions } from '../store.js';

const READS_POOL_SIZE = 5;

/** Gives Nest the lists: import `StoreModule.of(…)` with what the store was opened with, and inject `Reads`. */
@Module({})
export class StoreModule {
  static of(options: Omit<StoreOptions, 'clock' | 'personalSecret'>): DynamicModule {
    const { connectionString, ...own } = options;
    const settings = settingsFor(connectionString, 'countersign', { poolSize: READS_POOL_SIZE, ...own });
    const { connectionString: url = connectionString, ...driver } = driverConfig(settings);
    const typeOrm = TypeOrmModule.forRootAsync({
      useFactory: () => ({
        type: 'postgres',
        url,
        extra: driver,
        entities: Object.values(entities),
        installExtensions: false,
        // `Reads` connects when it first reads: a start must not fail because the database is late.
        manualInitialization: true,
        poolErrorHandler: () => undefined,
        logging: false,
      }),
    });
    return { module: StoreModule, imports: [typeOrm], providers: [Reads], exports: [Reads] };
  }
}
