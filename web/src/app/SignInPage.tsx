import { CheckOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Alert, Button, Form, Input } from 'antd';
import { useEffect } from 'react';
import { sessionQuery, useSignIn } from '@/api/session';
import { Mark } from '@/ui/Mark';
import { useProblemText } from '@/ui/states';
import { useTitle } from '@/ui/viewport';
import { useWords } from '@/ui/words';
import { LanguageSwitch } from './LanguageSwitch';

/** Only paths of this site may follow a sign-in. */
function safeNext(next: string | undefined): string {
  return next?.startsWith('/') && !next.startsWith('//') ? next : '/';
}

export function SignInPage() {
  const say = useWords();
  const problemText = useProblemText();
  const { next } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const session = useQuery(sessionQuery).data;
  const signIn = useSignIn();
  useTitle(say('signin.title'));

  useEffect(() => {
    if (session?.user) void navigate({ to: safeNext(next), replace: true });
  }, [session?.user, next, navigate]);

  return (
    <div className="signin">
      <section className="signin-story" aria-hidden="true">
        <div className="signin-brand">
          <Mark size={44} />
          <span>{say('app.name')}</span>
        </div>
        <p className="signin-tagline">{say('app.tagline')}</p>
        <p className="signin-promise">{say('app.promise')}</p>
        <ul>
          <li>
            <CheckOutlined /> {say('app.point1')}
          </li>
          <li>
            <CheckOutlined /> {say('app.point2')}
          </li>
          <li>
            <CheckOutlined /> {say('app.point3')}
          </li>
        </ul>
      </section>
      <main className="signin-main">
        <div className="signin-lang">
          <LanguageSwitch />
        </div>
        <div className="signin-card">
          <div className="signin-small-brand">
            <Mark size={36} />
            <span>{say('app.name')}</span>
          </div>
          <h1>{say('signin.title')}</h1>
          {signIn.error ? (
            <Alert
              type="error"
              showIcon
              title={problemText(signIn.error)}
              className="signin-error"
              role="alert"
            />
          ) : next && !session?.user ? (
            <p className="quiet">{say('signin.expired')}</p>
          ) : null}
          <Form
            layout="vertical"
            requiredMark={false}
            onFinish={(values: { username: string; password: string }) => signIn.mutate(values)}
          >
            <Form.Item
              name="username"
              label={say('signin.username')}
              rules={[{ required: true, message: say('signin.usernameNeeded') }]}
            >
              <Input
                autoComplete="username"
                autoFocus
                size="large"
                autoCapitalize="none"
                spellCheck={false}
              />
            </Form.Item>
            <Form.Item
              name="password"
              label={say('signin.password')}
              rules={[{ required: true, message: say('signin.passwordNeeded') }]}
            >
              <Input.Password autoComplete="current-password" size="large" />
            </Form.Item>
            <Button type="primary" htmlType="submit" block size="large" loading={signIn.isPending}>
              {say('signin.submit')}
            </Button>
          </Form>
          {session?.instance.demo && <p className="quiet small signin-demo">{say('signin.demo')}</p>}
        </div>
      </main>
    </div>
  );
}
