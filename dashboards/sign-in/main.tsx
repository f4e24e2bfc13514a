import 'virtual:theme.css';
import '../shared/base.css';
import './sign-in.css';
import { mount } from '../shared/mount.tsx';
import { SignInPage } from './sign-in-page.tsx';

mount(<SignInPage />);
