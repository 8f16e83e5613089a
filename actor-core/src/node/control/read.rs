//! Reads control messages.

use super::error::ControlError;
use super::fields::Fields;
use super::operation as op;
use super::{Bonds, Control, SpawnRequest, Target};

impl<'a> Control<'a> {
    /// Reads what a frame says that came over the connection between two
    /// nodes; `frame` is without its length.
    ///
    /// Pids of other nodes are read too, but more slowly.
    ///
    /// # Errors
    ///
    /// If it is no control message of the plain form, or not of the shape
    /// that its operation has.
    pub(crate) fn read_between(
        nodes: [&'a str; 2],
        frame: &'a [u8],
    ) -> Result<Self, ControlError> {
        let mut fields = Fields::of(frame, nodes)?;
        // The elements of a tuple are in the order of the fields here.
        let control = match fields.operation() {
            op::SEND | op::SEND_TT => {
                fields.term()?; // A cookie, once.
                let to = fields.pid()?;
                Self::Send { from: None, to, message: fields.message()? }
            }
            op::SEND_SENDER | op::SEND_SENDER_TT => Self::Send {
                from: Some(fields.pid()?),
                to: fields.pid()?,
                message: fields.message()?,
            },
            op::REG_SEND | op::REG_SEND_TT => {
                let from = fields.pid()?;
                fields.term()?; // A cookie, once.
                let to = fields.atom()?;
                Self::SendName { from, to, message: fields.message()? }
            }
            op::ALIAS_SEND | op::ALIAS_SEND_TT => Self::SendAlias {
                from: fields.pid()?,
                to: fields.reference()?,
                message: fields.message()?,
            },
            op::LINK => Self::Link { from: fields.pid()?, to: fields.pid()? },
            op::UNLINK_ID => Self::Unlink {
                id: fields.number()?,
                from: fields.pid()?,
                to: fields.pid()?,
            },
            op::UNLINK_ID_ACK => Self::UnlinkAck {
                id: fields.number()?,
                from: fields.pid()?,
                to: fields.pid()?,
            },
            op::UNLINK => {
                Self::UnlinkOld { from: fields.pid()?, to: fields.pid()? }
            }
            op::EXIT | op::EXIT_TT | op::PAYLOAD_EXIT | op::PAYLOAD_EXIT_TT => {
                Self::Exit {
                    from: fields.pid()?,
                    to: fields.pid()?,
                    reason: fields.reason()?,
                }
            }
            op::EXIT2
            | op::EXIT2_TT
            | op::PAYLOAD_EXIT2
            | op::PAYLOAD_EXIT2_TT => Self::Exit2 {
                from: fields.pid()?,
                to: fields.pid()?,
                reason: fields.reason()?,
            },
            op::MONITOR_P => Self::Monitor {
                from: fields.pid()?,
                to: fields.target()?,
                reference: fields.reference()?,
            },
            op::DEMONITOR_P => Self::Demonitor {
                from: fields.pid()?,
                to: fields.target()?,
                reference: fields.reference()?,
            },
            op::MONITOR_P_EXIT | op::PAYLOAD_MONITOR_P_EXIT => Self::Down {
                from: fields.target()?,
                to: fields.pid()?,
                reference: fields.reference()?,
                reason: fields.reason()?,
            },
            op::GROUP_LEADER => {
                Self::GroupLeader { leader: fields.pid()?, to: fields.pid()? }
            }
            op::SPAWN_REQUEST | op::SPAWN_REQUEST_TT => {
                Self::SpawnRequest(SpawnRequest::read(&mut fields)?)
            }
            op::SPAWN_REPLY | op::SPAWN_REPLY_TT => {
                let reference = fields.reference()?;
                let to = fields.pid()?;
                let bonds = Bonds::of(fields.number()?);
                let result = match fields.target()? {
                    Target::Pid(pid) => Ok(pid),
                    Target::Name(reason) => Err(reason),
                };
                fields.token()?;
                Self::SpawnReply { reference, to, bonds, result }
            }
            op::NODE_LINK => Self::NodeLink,
            other => return Err(ControlError::Unknown(other.number())),
        };
        fields.end()?;
        Ok(control)
    }
}

impl<'a> SpawnRequest<'a> {
    fn read(fields: &mut Fields<'a>) -> Result<Self, ControlError> {
        let reference = fields.reference()?;
        let (from, group_leader) = (fields.pid()?, fields.pid()?);
        fields.triple()?;
        Ok(Self {
            reference,
            from,
            group_leader,
            module: fields.atom()?,
            function: fields.atom()?,
            arity: fields.arity()?,
            options: fields.term()?,
            arguments: fields.message()?,
        })
    }
}
