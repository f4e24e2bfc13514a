import 'virtual:theme.css';
import '../shared/base.css';
import './wallboard.css';
import './top-band.css';
import './panel.css';
import './rows.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { mount } from '../shared/mount.tsx';
import { WallboardPage } from './wallboard-page.tsx';

mount(
  <QueryClientProvider client={new QueryClient()}>
    <WallboardPage />
  </QueryClientProvider>,
);
