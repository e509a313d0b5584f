/** Where a command writes: results to `out`, everything else to `err`. Tests give their own. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Resolves once what was written to `out` has left this process; rejects where nobody reads it any more. */
  readonly written?: () => Promise<void>;
}

/** The terminal of this process. */
export const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  written: () =>
    new Promise((resolve, reject) => {
      process.stdout.write('', (error) => {
        if (error) reject(error);
        else resolve();
      });
    }),
};

/**
 * One line that only shows what it says. Texts come out of files and answers that anyone may have written, and control
 * characters in them would move the cursor, recolour the screen or turn the reading order.
 */
export function line(text: string): string {
  return `${text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD')}\n`;
}
