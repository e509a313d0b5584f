import { totalmem } from 'node:os';

const MB = 1024 * 1024;
const GB = 1024 * MB;

/** The longest path of a socket that every platform takes, less the name that PostgreSQL puts behind the folder. */
const SOCKET_FOLDER_BYTES_MAX = 103 - '/.s.PGSQL.65535'.length;

/**
 * How our PostgreSQL runs. Passed at every start and not kept in its folder, so that a newer Countersign brings its own.
 * Durability is never traded: what was acknowledged survives a power cut.
 */
export function serverSettings(place: string, port: number, own: Readonly<Record<string, string>>): string[] {
  const memory = usableMemory();
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: socketFolder(place),
    max_connections: '200',
    shared_buffers: inMegabytes(Math.min(GB, Math.max(128 * MB, memory / 4))),
    effective_cache_size: inMegabytes(Math.max(256 * MB, memory / 2)),
    fsync: 'on',
    synchronous_commit: 'on',
    wal_compression: 'on',
    min_wal_size: '256MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    // Queries here are short: planning them for a compiler, or for a disk that turns, costs more than it gives.
    jit: 'off',
    random_page_cost: '1.1',
    // Of what failed the log keeps neither the values of a row nor those that were bound.
    log_error_verbosity: 'terse',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...own,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** The setting is a list, so a folder with a comma or a quote in its name cannot be named there: then TCP alone serves. */
function socketFolder(place: string): string {
  return Buffer.byteLength(place) > SOCKET_FOLDER_BYTES_MAX || /[,"]/.test(place) ? '' : place;
}

/** A container may have less than its machine. */
function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

function inMegabytes(bytes: number): string {
  return `${Math.floor(bytes / MB)}MB`;
}
