import { CheckOutlined } from '@ant-design/icons';
import type { HeadProps } from '@/records/form/extras';
import { useLabel, useWords } from '@/ui/words';
import type { TypeState } from './shapes';
import { Unsure } from './Unsure';

/** What a change of status will mean for this type of credential, before it is recorded. */
export function stateHead(change: string) {
  return function StateHead({ values }: HeadProps) {
    const say = useWords();
    const label = useLabel();
    const state = (values.states as TypeState[] | undefined)?.find((one) => one.state === change);
    if (!state) return null;
    return (
      <div className="state-head">
        <p>
          <strong>{say('state.after', { state: label(state.label) })}</strong>{' '}
          {state.acts.length === 0 ? (
            say('state.mayNothing')
          ) : (
            <>
              {say('state.mayStill')}{' '}
              {state.acts.map((act) => (
                <span key={act.code} className="act-may">
                  <CheckOutlined aria-hidden="true" /> {label(act)}
                </span>
              ))}
            </>
          )}{' '}
          <Unsure certainty={state.certainty} />
        </p>
        {label(state.note) && <p className="quiet">{label(state.note)}</p>}
        {(state.terminal || state.document) && (
          <p className="quiet">
            {state.terminal && say('state.final')} {state.document && say('state.document')}
          </p>
        )}
      </div>
    );
  };
}
