import type { JupyterFrontEnd } from '@jupyterlab/application';

const CREATE = 'terminal:create-new';

/** A shell gets this long after its first words to print its prompt, in milliseconds. */
const PROMPT = 300;

/** The part of a terminal's session that is used here. */
interface ISession {
  send: (message: { type: 'stdin'; content: string[] }) => void;
  messageReceived: {
    connect: (slot: (session: unknown, message: { type: string }) => void) => void;
    disconnect: (slot: (session: unknown, message: { type: string }) => void) => void;
  };
}

/** Whether this application opens terminals, and its server has them. */
export function hasTerminals(app: JupyterFrontEnd): boolean {
  return app.commands.hasCommand(CREATE) && app.serviceManager.terminals.isAvailable();
}

/** Open a terminal with a command typed into it: what it does is up to whoever presses Enter. */
export async function typeInTerminal(app: JupyterFrontEnd, command: string): Promise<void> {
  const opened = (await app.commands.execute(CREATE)) as { content: { session: ISession } };
  const { session } = opened.content;
  await new Promise<void>(resolve => {
    const hear = (_: unknown, { type }: { type: string }): void => {
      if (type === 'stdout') {
        session.messageReceived.disconnect(hear);
        window.setTimeout(resolve, PROMPT);
      }
    };
    session.messageReceived.connect(hear);
  });
  session.send({ type: 'stdin', content: [command] });
}
