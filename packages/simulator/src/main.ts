import { start } from '@watchfloor/runtime/start';
import { runDemo } from './demo/run-demo.ts';
import { SimulatorSettings } from './demo/settings.ts';

await start('simulator', SimulatorSettings, async ({ settings, log, lifecycle }) => {
  const demo = runDemo(settings, log);
  lifecycle.onClose('demo floor', demo.stop);
});
